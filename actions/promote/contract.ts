import { defaulted, defineContract, optional, required } from '../../shared/action/contract.ts';
import { dryRunInput, registryInputs, signingInputs, signingPermission } from '../../shared/action/inputs.ts';
import { lines, oneOf, pair, parsedBy, text } from '../../shared/action/parser.ts';
import { parseDigest } from '../../shared/oci/digest.ts';
import { parseDigestReference } from '../../shared/oci/reference.ts';

const imageByDigest = parsedBy('REPOSITORY@sha256:… or oci-layout:PATH@sha256:…', parseDigestReference);

export const contract = defineContract({
  name: 'promote',
  description:
    'Brings an image by digest, with all its evidence, to the next environment, if the policy of the default branch says so: verifies, copies, edits the deployment files, signs the record, tells GitHub.',
  inputs: {
    mode: defaulted(
      oneOf(['promote', 'check', 'plan', 'apply']),
      'promote',
      '`check`: decide and show what would change, write nothing. `plan`: the same, for people to approve. `apply`: do what was approved, in a job with the environment. `promote`: plan and apply at once, for environments that need no approval.',
    ),
    images: required(
      lines(pair('NAME', imageByDigest)),
      'What to promote: the name of the image in the policy, and its digest where it is now.',
    ),
    environment: required(text, 'Where to: the name of an environment in the policy.'),
    write: defaulted(
      oneOf(['commit', 'none']),
      'commit',
      "How the deployment files are changed. `commit`: by one commit on the branch. `none`: in the job's workspace, for later steps.",
    ),
    'plan-digest': optional(
      parsedBy('sha256:…', parseDigest),
      'With `mode: apply`: the plan-digest output of the plan that was approved.',
    ),
    branch: optional(text, 'The branch that holds the deployment files; default: the default branch.'),
    ...signingInputs,
    ...registryInputs,
    ...dryRunInput,
  },
  outputs: {
    verdict: '`pass`, `warn` (the environment lets it through) or `fail`; of several images the worst.',
    changes: 'The changed places as JSON: path, line, image, before, after.',
    image: 'REPOSITORY@sha256:… in the (first) destination, one line for each image.',
    'plan-path': 'With `mode: plan`: the plan as canonical JSON; `plan-digest` is the SHA-256 of this file.',
    'plan-digest': 'The digest of what was decided and is to be done; equal for equal plans.',
    'deployment-id': 'The id of the GitHub deployment.',
    commit: 'The commit that names the digest; absent when nothing was committed.',
    'record-digest':
      'The digest of the signed promotion record in the (first) destination, one line for each image.',
  },
  permissions: [
    {
      scope: 'contents',
      level: 'write',
      why: 'to read the policy, and with `write: commit` to commit the deployment files; `read` is enough with `write: none`, `mode: check` and `mode: plan`',
    },
    {
      scope: 'deployments',
      level: 'write',
      why: 'to record the deployment; not needed with `mode: check` and `mode: plan`',
    },
    {
      scope: 'packages',
      level: 'write',
      why: 'to copy images and evidence on ghcr.io; `read` is enough with `mode: check` and `mode: plan`; not for other registries',
    },
    {
      scope: 'actions',
      level: 'read',
      why: 'to read approvals and the protection of the environment; only where the policy asks for them',
    },
    signingPermission,
  ],
  contradictions: ({ images = [], write, mode }, written) => [
    ...(mode === undefined || (mode === 'apply') === written.has('plan-digest')
      ? []
      : [
          {
            what: `input 'plan-digest' ${mode === 'apply' ? 'is missing' : `has no meaning with mode: ${mode}`}`,
            rule: 'mode: apply does the plan that was approved, and no other',
            next: 'give it the plan-digest output of the job with mode: plan',
          },
        ]),
    ...repeated(images.map(({ name }) => name)).map((name) => ({
      what: `input 'images': ${name} is there twice`,
      rule: 'one digest for each image',
    })),
    ...(write === 'none' && written.has('branch')
      ? [{ what: "input 'branch' has no meaning with write: none", next: 'leave one of them out' }]
      : []),
  ],
});

const repeated = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
];
