const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/strip-types.js' },
};

/** One project per kind of test: unit and contract need nothing, interop needs real programs, interop-full some that are slow to get, e2e runs whole workflows. */
const project = (displayName) => ({
  ...common,
  displayName,
  roots: [`<rootDir>/test/${displayName}`],
  testMatch: ['**/*.test.ts'],
});

export default {
  projects: ['unit', 'contract', 'interop', 'interop-full', 'e2e'].map(project),
  testTimeout: 60_000,
  collectCoverageFrom: ['{actions,shared}/**/*.ts', '!**/main.ts', '!**/post.ts'],
  reporters: ['default', '<rootDir>/scripts/summary-reporter.js'],
};
