import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import n from 'eslint-plugin-n';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Each rule that is switched off says why; each arrow between folders is tested in `test/architecture.test.ts`. */
export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/build/',
      'build/',
      '**/build-*/',
      'data/',
      '**/node_modules/',
      '**/*.d.ts',
      '**/*.d.mts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // Ids and schemas are exported twice on purpose: once as a zod schema, once as its type.
      '@typescript-eslint/no-redeclare': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // `() => emitter.emit()` as a callback is clear; braces would only add noise.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A `type` for unions and inferred schemas and an `interface` for shapes: the code decides which reads better.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // Numbers in template literals are unambiguous.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-console': 'error',
      'max-lines': ['warn', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['**/*.{ts,tsx,js,mjs}'],
    plugins: { 'import-x': importX, n },
    rules: {
      'n/prefer-node-protocol': 'error',
      'import-x/no-default-export': 'off',
      'import-x/order': [
        'error',
        {
          'newlines-between': 'always',
          alphabetize: { order: 'asc' },
          groups: ['builtin', 'external', ['parent', 'sibling', 'index']],
        },
      ],
    },
  },
  {
    files: ['server/web/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
  },
  {
    // Programs that talk to a person at a terminal.
    files: [
      'server/src/cli/**',
      'server/src/main.ts',
      'service/src/main.ts',
      'demo/**',
      'tools/**',
      'test/bench/**',
      'test/demo/wine/main.ts',
      'test/screenshots/**/main.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        URL: 'readonly',
        AbortSignal: 'readonly',
        performance: 'readonly',
      },
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // A test that needs no await may still be async to match its siblings in a table.
      '@typescript-eslint/require-await': 'off',
      // Index access into known fixtures; a missing entry fails the test anyway.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
