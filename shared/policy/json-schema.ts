import { policyShape } from './schema.ts';
import type { JsonSchema } from './shape.ts';

/** The schema of the policy file for editors (JSON Schema, draft 2020-12); published as docs/schemas/policy.schema.json. */
export const policyJsonSchema = (): JsonSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://fixity-actions.github.io/schemas/policy.schema.json',
  title: 'The policy of Fixity, .github/fixity.yml',
  ...policyShape.schema,
});
