import type { Platform } from '../oci/descriptor.ts';

/** arm64 has one variant in use, v8, which some indexes name and others do not. */
const variantOf = ({ architecture, variant = '' }: Platform): string =>
  architecture === 'arm64' && variant === 'v8' ? '' : variant;

/** By os, architecture, variant: the order of an index that is the same everywhere. */
export const comparePlatforms = (a: Platform, b: Platform): number =>
  compare(a.os, b.os) || compare(a.architecture, b.architecture) || compare(variantOf(a), variantOf(b));

export const samePlatform = (a: Platform, b: Platform): boolean => comparePlatforms(a, b) === 0;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
