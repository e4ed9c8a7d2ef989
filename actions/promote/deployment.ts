import { isDeepStrictEqual } from 'node:util';
import type { GitHub } from '../../shared/github/client.ts';
import { field, items } from '../../shared/github/answer.ts';
import {
  type Deployment,
  createDeployment,
  deploymentState,
  listDeployments,
  requireDeployable,
  setDeploymentState,
} from '../../shared/github/deployments.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { Plan } from './plan.ts';

/** All deployments of ours carry it, so that those that GitHub makes for jobs are told apart. */
const TASK = 'promote';

/** What of a deployment's payload says which release it is. */
interface Coordinates {
  readonly environment: string;
  readonly images: readonly { readonly name: string; readonly image: string }[];
}

/** A deployment of this release, new or found. */
export interface ReleaseDeployment {
  readonly id: number;
  /** `success` of an earlier run, still to be brought to an end, or in the hands of a run that came first a moment ago. */
  readonly state: 'success' | 'open' | 'elsewhere';
  /** By image name: what the deployment said ran before. */
  readonly previous: ReadonlyMap<string, string>;
}

const coordinatesOf = (plan: Plan): Coordinates => ({
  environment: plan.environment,
  images: plan.images.map(({ image, digest, destinations }) => ({
    name: image,
    image: `${destinations[0] ?? ''}@${digest}`,
  })),
});

/** What GitHub knows of an environment before anything is written. */
export interface KnownDeployments {
  /** The deployment that an earlier run made of this very release; undefined: one is to be made. */
  readonly ours: ReleaseDeployment | undefined;
  /** What the newest one brought, by image name. */
  readonly ran: ReadonlyMap<string, string>;
}

/**
 * Finds the newest deployment of the environment: a run that follows a broken one goes on with its deployment. Where one is to be made
 * or brought to its end, the token is known to be allowed to when this returns.
 * @throws UserError that names the permission.
 */
export async function findDeployment(github: GitHub, plan: Plan): Promise<KnownDeployments> {
  const listed = await listDeployments(github, plan.environment, TASK);
  const found = firstOf(listed, plan);
  const known = found === undefined ? undefined : await stateOf(github, found);
  if (known?.state !== 'success') await requireDeployable(github, plan.environment, TASK);
  const [newest] = listed;
  return { ours: known, ran: new Map(newest === undefined ? [] : ranIn(newest)) };
}

/** Of the newest deployments, as far as they are all of this release, the first that was made: of runs at once only one had made it. */
function firstOf(newestFirst: readonly Deployment[], plan: Plan): Deployment | undefined {
  const other = newestFirst.findIndex((each) => !isOf(each, plan));
  return newestFirst[(other === -1 ? newestFirst.length : other) - 1];
}

async function stateOf(github: GitHub, deployment: Deployment): Promise<ReleaseDeployment> {
  const state = (await deploymentState(github, deployment.id)) === 'success' ? 'success' : 'open';
  return { id: deployment.id, state, previous: previousIn(deployment) };
}

/**
 * Makes the deployment, unless there is one. When another run made one of the same release at the same time, the one that was made later
 * steps back: its deployment becomes inactive. `previous` is what the deployment files named before.
 */
export async function openDeployment(
  github: GitHub,
  plan: Plan,
  { ours, ran }: KnownDeployments,
  details: {
    readonly ref: string;
    readonly planDigest: Digest;
    readonly run: string;
    readonly previous: ReadonlyMap<string, string>;
  },
): Promise<ReleaseDeployment> {
  if (ours !== undefined) return ours;
  const previous = new Map([...ran, ...details.previous]);
  const id = await createDeployment(github, {
    environment: plan.environment,
    ref: details.ref,
    task: TASK,
    description: plan.images.map(({ image, digest }) => `${image} ${digest}`).join(', '),
    production: plan.environment === 'production',
    payload: {
      ...coordinatesOf(plan),
      previous: Object.fromEntries(previous),
      plan: details.planDigest,
      policy: plan.policy,
      run: details.run,
    },
  });
  const first = firstOf(await listDeployments(github, plan.environment, TASK), plan);
  if (first === undefined || first.id >= id) return { id, state: 'open', previous };
  const description = `deployment ${first.id} of another run came first`;
  await setDeploymentState(github, id, 'inactive', { logUrl: details.run, description });
  return { id: first.id, state: 'elsewhere', previous: previousIn(first) };
}

const isOf = ({ payload }: Deployment, plan: Plan): boolean =>
  isDeepStrictEqual(
    { environment: field(payload, 'environment'), images: field(payload, 'images') },
    { ...coordinatesOf(plan) },
  );

function previousIn({ payload }: Deployment): ReadonlyMap<string, string> {
  const previous = field(payload, 'previous');
  const entries = typeof previous === 'object' && previous !== null ? Object.entries(previous) : [];
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** What an earlier deployment brought, by image name: it is what ran before this one. */
function ranIn({ payload }: Deployment): readonly (readonly [string, string])[] {
  const images = field(payload, 'images');
  return (Array.isArray(images) ? items(images) : []).flatMap((image) => {
    const [name, reference] = [field(image, 'name'), field(image, 'image')];
    const digest = typeof reference === 'string' ? reference.split('@')[1] : undefined;
    return typeof name === 'string' && digest !== undefined ? [[name, digest] as const] : [];
  });
}
