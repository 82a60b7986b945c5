/** One project for all tests: `tools/test.mjs` chooses the files and prepares what they need. */
export default {
  rootDir: '.',
  roots: ['<rootDir>/test'],
  // Of this clone alone.
  cacheDirectory: '<rootDir>/build/jest',
  testSequencer: '<rootDir>/tools/test-sequencer.mjs',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: false } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^@gatehouse/protocol$': '<rootDir>/protocol/src/index.ts',
    '^@gatehouse/protocol/browser$': '<rootDir>/protocol/src/browser.ts',
    '^@gatehouse/protocol/pipe$': '<rootDir>/protocol/src/pipe/index.ts',
    '^@gatehouse/protocol/recovery$': '<rootDir>/protocol/src/recovery/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/build', '/dist/'],
  // Never a measure of speed: two files share two cores with databases, domain controllers and Wine.
  testTimeout: 90_000,
};
