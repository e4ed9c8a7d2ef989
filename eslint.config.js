import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  { ignores: ['dist/', 'coverage/', '**/*.js', '**/*.cjs', '**/*.mjs'] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      complexity: ['error', 12],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 60],
      eqeqeq: 'error',
      // It fights tsconfig's noPropertyAccessFromIndexSignature, which shows that a key may be absent.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    // The runner's environment is an edge: one room reads it and passes typed values on.
    files: ['actions/**/*.ts', 'shared/**/*.ts'],
    ignores: ['shared/action/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only shared/action reads the environment; take what you need as an argument.',
        },
      ],
    },
  },
  {
    // What comes from outside may nest without end, or be endless: one reader knows the limits.
    files: ['actions/**/*.ts', 'shared/**/*.ts'],
    ignores: ['shared/text/json.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='JSON'][property.name='parse']",
          message: 'parseJson or tryJson of shared/text/json.ts, which bound depth and length.',
        },
      ],
    },
  },
);
