import { createRequire } from "node:module";
import { resolve, sep } from "node:path";
import { defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

// What is deployed goes through the IR pipeline: 2 to 6 % less gas for three times the compiler's work. Coverage counts
// lines of the source, and its counters would take the pipeline many minutes.
const coverage = process.argv.includes("--coverage");
// Said to the tests, which deploy what Python deploys (ledger/bindings/_abi), or what coverage counts.
if (coverage) process.env.DATADEED_COUNTED = "true";

// The compiler is the npm package itself: nothing is downloaded at compile time.
const deployed = {
  version: "0.8.37",
  path: require.resolve("solc/soljson.js"),
  settings: {
    evmVersion: "cancun", // OpenZeppelin's signature checker needs mcopy; the chains we promise have it
    viaIR: !coverage,
    optimizer: { enabled: true, runs: 1_000_000 },
    metadata: { bytecodeHash: "none" }, // same source, same bytes, whatever the path
    outputSelection: {
      "*": {
        "": ["ast"],
        "*": [
          "abi",
          "devdoc",
          "userdoc",
          "storageLayout",
          "evm.bytecode",
          "evm.deployedBytecode",
          "evm.methodIdentifiers",
        ],
      },
    },
  },
};

// The tests are not even optimized, which would take the compiler minutes: what they test are the deployed bytes, which
// `make bindings` left beside Python.
const tests = { ...deployed, settings: { ...deployed.settings, viaIR: false, optimizer: { enabled: false } } };

// Hardhat asks the compiler for all it can say of bytecode. Half of its time goes into what no test reads (opcodes, debug
// data, which is ten times the code), so the tests ask for less.
const READ_BY_TESTS = [
  "abi",
  "evm.methodIdentifiers",
  "evm.bytecode.object",
  "evm.bytecode.linkReferences",
  "evm.bytecode.sourceMap",
  "evm.deployedBytecode.object",
  "evm.deployedBytecode.linkReferences",
  "evm.deployedBytecode.immutableReferences",
  "evm.deployedBytecode.sourceMap",
];

// What lies under contracts/test is compiled with the tests only: else helpers and mocks would stand in the build that is
// deployed, and each of the two builds would drop the other's cache.
const TESTS = resolve(import.meta.dirname, "contracts/test") + sep;
const testsApart = {
  id: "datadeed:tests-apart",
  hookHandlers: {
    solidity: async () => ({
      default: async () => ({
        invokeSolc: (context, compiler, input, config, next) => {
          const asked = { "*": { "": [], "*": READ_BY_TESTS } };
          const less = { ...input, settings: { ...input.settings, outputSelection: asked } };
          return next(context, compiler, config.settings.optimizer.enabled ? input : less, config);
        },
        build: (context, roots, options, next) =>
          options?.scope === "tests"
            ? next(context, roots, { ...options, buildProfile: "tests" })
            : next(
                context,
                roots.filter((root) => !root.startsWith(TESTS)),
                options,
              ),
      }),
    }),
  },
};

export default defineConfig({
  plugins: [testsApart],
  solidity: {
    profiles: { default: deployed, production: deployed, tests },
    splitTestsCompilation: true, // the contracts' build info holds no tests: py-solc-x compiles it verbatim
    npmFilesToBuild: ["@openzeppelin/contracts/access/manager/AccessManager.sol"],
  },
  test: {
    solidity: {
      fsPermissions: { readDirectory: ["tests/vectors", "ledger/bindings/_abi"] },
      fuzz: { runs: 64, seed: "0x44617461446565640000000000000000000000000000000000000000000001" },
      invariant: { runs: 8, depth: 80, failOnRevert: true },
    },
  },
  paths: {
    sources: "./contracts",
    tests: { solidity: "./contracts/test" },
    artifacts: "./build/artifacts",
    cache: "./build/cache",
  },
});
