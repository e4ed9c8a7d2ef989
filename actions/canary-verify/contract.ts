import { defineContract } from '../../shared/action/contract.ts';
import { signingPermission } from '../../shared/action/inputs.ts';
import { contradictions } from './contradictions.ts';
import { inputs } from './inputs.ts';

export const contract = defineContract({
  name: 'canary-verify',
  description: 'Compare a canary with the version in use, and sign the verdict: pass, fail or inconclusive.',
  inputs,
  outputs: {
    verdict: '`pass`, `fail` or `inconclusive`.',
    reason: 'Why, in one sentence.',
    'decided-after': 'Seconds from the start of the run to the verdict.',
    effects: 'JSON: per metric what was counted on both sides, and the ratio with its interval.',
    'bundle-digests': 'The digests of the signed bundles, one a line; empty when nothing was signed.',
  },
  permissions: [
    { scope: 'packages', level: 'write', why: 'to attach the signed verdict to the image in ghcr.io' },
    signingPermission,
  ],
  contradictions,
});
