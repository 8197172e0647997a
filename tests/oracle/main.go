// What Go's libraries of transparency logs say of a checkpoint: whose signatures stand under it, and whether the proofs of
// inclusion and consistency hold. A test asks it about logs and witnesses of ours (tests/packages/test_oracle.py).
//
// JSON on stdin, one answer on stdout: "ok", or the library's own error and exit code 1.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	f_log "github.com/transparency-dev/formats/log"
	f_note "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
)

type asked struct {
	Origin      string   `json:"origin"`
	LogKey      string   `json:"logKey"`
	Witnesses   []string `json:"witnesses"`
	Checkpoint  []byte   `json:"checkpoint"`
	Entry       []byte   `json:"entry"`
	Index       uint64   `json:"index"`
	Inclusion   [][]byte `json:"inclusion"`
	Earlier     []byte   `json:"earlier"`
	Consistency [][]byte `json:"consistency"`
}

func main() {
	if err := judge(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("ok")
}

func judge() error {
	var found asked
	if err := json.NewDecoder(os.Stdin).Decode(&found); err != nil {
		return err
	}
	logKey, err := note.NewVerifier(found.LogKey)
	if err != nil {
		return err
	}
	witnesses := make([]note.Verifier, 0, len(found.Witnesses))
	for _, text := range found.Witnesses {
		witness, err := f_note.NewVerifierForCosignatureV1(text)
		if err != nil {
			return err
		}
		witnesses = append(witnesses, witness)
	}
	now, _, signed, err := f_log.ParseCheckpoint(found.Checkpoint, found.Origin, logKey, witnesses...)
	if err != nil {
		return err
	}
	// the log's own signature, and one of each witness
	if len(signed.Sigs) != 1+len(witnesses) || len(signed.UnverifiedSigs) != 0 {
		return fmt.Errorf("%d signatures verified, %d not", len(signed.Sigs), len(signed.UnverifiedSigs))
	}
	hasher := rfc6962.DefaultHasher
	leaf := hasher.HashLeaf(found.Entry)
	if err := proof.VerifyInclusion(hasher, found.Index, now.Size, leaf, found.Inclusion, now.Hash); err != nil {
		return err
	}
	before, _, _, err := f_log.ParseCheckpoint(found.Earlier, found.Origin, logKey)
	if err != nil {
		return err
	}
	return proof.VerifyConsistency(hasher, before.Size, now.Size, found.Consistency, before.Hash, now.Hash)
}
