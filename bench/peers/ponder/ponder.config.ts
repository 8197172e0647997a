import { createConfig } from "ponder";

// Ponder begins with 20 requests/s for each URL and raises that slowly; the same URL listed several
// times lifts the limit, which is all that BENCH_RPC_COPIES does.
const copies = Number(process.env.BENCH_RPC_COPIES ?? 1);

export default createConfig({
  database: { kind: "postgres", connectionString: process.env.BENCH_DATABASE! },
  chains: {
    register: { id: Number(process.env.BENCH_CHAIN_ID), rpc: Array(copies).fill(process.env.BENCH_RPC!) },
  },
  contracts: {
    Register: {
      chain: "register",
      abi: [
        {
          type: "event",
          name: "Acted",
          inputs: [
            { name: "subject", type: "bytes32", indexed: true },
            { name: "kind", type: "uint8", indexed: true },
            { name: "book", type: "address", indexed: true },
            { name: "data", type: "bytes", indexed: false },
          ],
        },
      ] as const,
      address: process.env.BENCH_REGISTER as `0x${string}`,
      startBlock: Number(process.env.BENCH_START),
    },
  },
});
