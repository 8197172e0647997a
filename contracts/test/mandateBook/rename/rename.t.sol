// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IMandateBook} from "../../../interfaces/IMandateBook.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {DocumentDigest, RecordRoot, subjectOfParty} from "../../../types/Ids.sol";
import {Renaming} from "../../../types/PartyTerms.sol";
import {Signer} from "../../../types/Terms.sol";
import {Tag, keyOf} from "../../../types/Words.sol";
import {Actor, Hand} from "../../Base.sol";
import {Mergers} from "../../Mergers.sol";

contract RenameTest is Mergers {
    function test_RevertWhen_ThePartyDoesNotSign() external {
        _refused(_renaming(alice), _examiners(), abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 3));
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 2, alice.party);
        _refused(_renaming(alice), _three(bob), expected);
    }

    function test_RevertWhen_NoCommitmentOrDocumentIsNamed() external {
        Renaming memory terms = _renaming(alice);
        terms.identity = RecordRoot.wrap(0);
        _refused(terms, _three(alice), _wrong(terms));
        terms = _renaming(alice);
        terms.instrument = DocumentDigest.wrap(0);
        _refused(terms, _three(alice), _wrong(terms));
    }

    function test_RevertWhen_TheNameIsTheLastOne() external {
        _rename(alice);
        Renaming memory terms = _renaming(alice);
        _refused(terms, _three(alice), _wrong(terms));
    }

    function test_RevertWhen_ItIsTheRegistrysOwnInstitution() external {
        bytes4 own = IMandateBook.OwnInstitutionConcerned.selector;
        bytes memory expected = abi.encodeWithSelector(own, institution.party, REGISTRY);
        _refused(_renaming(institution), _three(institution), expected);
    }

    function test_RevertWhen_ThePartyWasAbsorbed() external {
        _absorb(alice, carol);
        bytes memory expected = abi.encodeWithSelector(IBook.PartyAbsorbed.selector, alice.party);
        _refused(_renaming(alice), _three(_through(alice, carol)), expected);
    }

    function test_RevertWhen_TheDossierWentOn() external {
        Renaming memory terms = _renaming(alice);
        terms.seq = 7;
        bytes4 stale = IBook.VersionStale.selector;
        _refused(terms, _three(alice), abi.encodeWithSelector(stale, subjectOfParty(alice.party), 7, 1));
    }

    /// it should keep the new commitment in the party's dossier
    function test_WhenAllSign() external {
        _rename(alice);
        bytes32 word = register.word(subjectOfParty(alice.party), keyOf(Tag.CONTENT, 0));
        vm.assertEq(word, RecordRoot.unwrap(_renaming(alice).identity), "the name");
    }

    function _renaming(Actor memory party) private view returns (Renaming memory) {
        return
            Renaming({
                party: party.party,
                registry: REGISTRY,
                identity: RecordRoot.wrap(keccak256("a new name")),
                instrument: DocumentDigest.wrap(keccak256("notice of the change")),
                seq: _seq(party.party),
                deadline: DEADLINE
            });
    }

    function _rename(Actor memory party) private {
        Renaming memory terms = _renaming(party);
        mandateBook.rename(terms, _signedName(terms, _three(party)));
    }

    function _signedName(Renaming memory terms, Hand[] memory hands) private view returns (Signer[] memory) {
        return _sign(address(mandateBook), TermsHash.flat(TermsHash.RENAMING, abi.encode(terms)), hands);
    }

    function _wrong(Renaming memory terms) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMandateBook.RenamingWrong.selector, terms.party, terms.identity);
    }

    function _refused(Renaming memory terms, Hand[] memory hands, bytes memory expected) private {
        bytes memory call = abi.encodeCall(mandateBook.rename, (terms, _signedName(terms, hands)));
        _refuses(address(mandateBook), call, expected);
    }
}
