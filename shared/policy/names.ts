import { didYouMean } from '../text/case.ts';
import { type Path, type Reading, nodeAt } from './reading.ts';
import type { Environment, PolicyFile, Target } from './schema.ts';
import { note, pathText } from './shape.ts';
import { seenNode } from '../text/yaml/seen.ts';

/** Notes every name that names nothing, every environment that comes from itself, and every target that is not one thing. */
export function checkNames(policy: PolicyFile, reading: Reading): void {
  const known = {
    trust: [...(policy.trust?.keys() ?? [])],
    images: [...(policy.images?.keys() ?? [])],
    environments: [...(policy.environments?.keys() ?? [])],
  };
  for (const [name, environment] of policy.environments ?? []) {
    const path = ['environments', name];
    checkList(environment.from, [...path, 'from'], known.environments, 'environment', reading);
    checkList(environment.promotedBy, [...path, 'promoted-by'], known.trust, 'trust entry', reading);
    checkRequirements(environment, [...path, 'require'], known, reading);
    checkDestinations(environment, [...path, 'destinations'], known.images, reading);
    environment.targets?.forEach((target, index) => {
      checkTarget(target, [...path, 'targets', index], known.images, reading);
    });
  }
  checkCycles(policy, reading);
}

/** A destination is of one image; only where there is just one it need not say which. */
function checkDestinations(
  { destinations }: Environment,
  path: Path,
  images: readonly string[],
  reading: Reading,
): void {
  destinations?.forEach((destination, index) => {
    const at = [...path, index];
    if (typeof destination === 'object') {
      checkName(destination.image, [...at, 'image'], images, 'image', reading);
    } else if (images.length !== 1) {
      note(reading, at, {
        what: `${pathText(at)} does not say for which image it is`,
        rule: 'with more than one image: {image: NAME, repository: REPOSITORY}',
        seen: destination,
      });
    }
  });
}

interface Known {
  readonly trust: readonly string[];
  readonly environments: readonly string[];
}

function checkRequirements(environment: Environment, path: Path, known: Known, reading: Reading): void {
  const { require: wanted } = environment;
  if (wanted === undefined) return;
  checkList(wanted.signedBy, [...path, 'signed-by'], known.trust, 'trust entry', reading);
  for (const key of ['canary', 'soak'] as const) {
    const place = wanted[key]?.in;
    if (place !== undefined) {
      checkName(place, [...path, key, 'in'], known.environments, 'environment', reading);
    }
  }
  const limited = {
    provenance: wanted.provenance,
    vulnerabilities: wanted.vulnerabilities,
    canary: wanted.canary,
    soak: wanted.soak,
    sbom: typeof wanted.sbom === 'object' ? wanted.sbom : undefined,
  };
  for (const [key, requirement] of Object.entries(limited)) {
    checkList(requirement?.by, [...path, key, 'by'], known.trust, 'trust entry', reading);
  }
  wanted.tests?.forEach(({ by }, index) => {
    checkList(by, [...path, 'tests', index, 'by'], known.trust, 'trust entry', reading);
  });
}

function checkList(
  names: readonly string[] | undefined,
  path: Path,
  known: readonly string[],
  kind: string,
  reading: Reading,
): void {
  names?.forEach((name, index) => {
    checkName(name, [...path, index], known, kind, reading);
  });
}

function checkName(name: string, path: Path, known: readonly string[], kind: string, reading: Reading): void {
  if (known.includes(name)) return;
  note(reading, path, {
    what: `${pathText(path)} names no ${kind}`,
    rule: known.length === 0 ? `the file has no ${kind}` : `known are ${known.join(', ')}`,
    seen: seenNode(nodeAt(reading.document, path)),
    ...didYouMean(name, known),
  });
}

/** Of a target exactly one is given: the file, and by its kind how the image stands in it. */
const TARGET_KINDS = ['kustomize', 'kubernetes', 'helm', 'compose', 'ecs'] as const;

function checkTarget(target: Target, path: Path, images: readonly string[], reading: Reading): void {
  checkName(target.image, [...path, 'image'], images, 'image', reading);
  const kinds = TARGET_KINDS.filter((kind) => target[kind] !== undefined);
  if (kinds.length !== 1) {
    note(reading, path, {
      what: `${pathText(path)} is not one target`,
      rule: `exactly one of ${TARGET_KINDS.join(', ')}`,
      seen: kinds.join(' and ') || 'none of them',
    });
  }
  const misplaced = [
    ['name', target.name, target.kustomize],
    ['path', target.path, target.helm],
    ['container', target.container, target.kubernetes ?? target.compose ?? target.ecs],
  ] as const;
  for (const [key, value, kind] of misplaced) {
    if (value !== undefined && kind === undefined) {
      note(reading, [...path, key], {
        what: `${pathText([...path, key])} does not belong to this kind of target`,
      });
    }
  }
}

function checkCycles(policy: PolicyFile, reading: Reading): void {
  for (const name of policy.environments?.keys() ?? []) {
    const back = pathBack(policy, name, [name]);
    // One cycle is one problem: it is told at the first of its names.
    if (back !== undefined && [...back].sort()[0] === name) {
      note(reading, ['environments', name, 'from'], {
        what: `environment '${name}' comes from itself`,
        rule: 'from leads back to build, never in a circle',
        seen: [...back, name].join(' ← '),
      });
    }
  }
}

function pathBack(policy: PolicyFile, goal: string, trail: readonly string[]): readonly string[] | undefined {
  for (const next of policy.environments?.get(trail.at(-1) ?? goal)?.from ?? []) {
    if (next === goal) return trail;
    if (trail.includes(next)) continue;
    const found = pathBack(policy, goal, [...trail, next]);
    if (found !== undefined) return found;
  }
  return undefined;
}
