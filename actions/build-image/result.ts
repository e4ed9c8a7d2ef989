import type { AssembledImage } from '../../shared/image/assemble.ts';
import type { JudgedFinding } from '../../shared/image/checks/check.ts';
import type { PublishReport } from '../../shared/image/publish.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { ResolvedBase } from './base.ts';
import type { TagPlan } from './destination.ts';
import type { EvidenceFiles } from './evidence.ts';
import type { Phase } from './phases.ts';
import type { Comparison } from './previous.ts';
import type { ImagePlan } from './plan.ts';

/** An image that another one is built on. */
export interface BaseImage {
  /** As it is written, without its digest. */
  readonly name: string;
  readonly digest: Digest;
  /** When it was made, by its own word. */
  readonly created?: Date;
}

/** What a build found, made and stored. */
export interface BuildResult {
  readonly plan: ImagePlan;
  readonly base: ResolvedBase | undefined;
  readonly bases: readonly BaseImage[];
  readonly image: AssembledImage;
  readonly warnings: readonly JudgedFinding[];
  readonly reproducible: 'true' | 'unknown';
  readonly tags: TagPlan;
  /** Undefined when the repository has nothing to compare with. */
  readonly previous: Comparison | undefined;
  /** Undefined when nothing was to be stored. */
  readonly published: PublishReport | undefined;
  readonly evidence: EvidenceFiles;
  readonly builtAt: Date;
  readonly phases: readonly Phase[];
  readonly milliseconds: number;
}
