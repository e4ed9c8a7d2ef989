import { type Purl, parsePurl } from '../sbom/purl.ts';
import type { Component } from '../sbom/component.ts';
import type { Finding } from './match.ts';

/** A decision to live with a vulnerability for a while: who, why, and until when are never left out. */
export interface Exception {
  readonly id: string;
  /** Any of the vulnerability's names: CVE, GHSA, or the distribution's. */
  readonly advisory: string;
  /** A package URL, with or without version; the source package's name counts as well. Without it every package is meant. */
  readonly package?: string;
  readonly owner: string;
  readonly reason: string;
  readonly expires: Date;
}

export interface ReviewedException {
  readonly exception: Exception;
  /** `expired` ones cover nothing; `unused` ones cover nothing here. */
  readonly state: 'in use' | 'expires soon' | 'expired' | 'unused';
}

/** Within this time before its end an exception is shown as a warning. */
const SOON_MILLISECONDS = 7 * 24 * 60 * 60 * 1000;

/** The exception that covers a finding now: the one that lasts longest. */
export function exceptionFor(
  finding: Finding,
  exceptions: readonly Exception[],
  now: Date,
): Exception | undefined {
  return exceptions
    .filter(({ expires }) => expires > now)
    .filter((exception) => covers(exception, finding))
    .sort((a, b) => b.expires.getTime() - a.expires.getTime())[0];
}

function covers({ advisory, package: text }: Exception, finding: Finding): boolean {
  if (advisory !== finding.id && !finding.aliases.includes(advisory)) return false;
  return text === undefined || isSamePackage(parsePurl(text), finding.component);
}

function isSamePackage(wanted: Purl, { purl, source }: Component): boolean {
  const seen = parsePurl(purl);
  if (wanted.type !== seen.type || wanted.namespace !== seen.namespace) return false;
  if (wanted.name !== seen.name && wanted.name !== source?.name) return false;
  const version = wanted.name === seen.name ? seen.version : source?.version;
  return wanted.version === undefined || wanted.version === version;
}

/** Every exception with what it did, in their order: none is invisible. */
export function reviewExceptions(
  findings: readonly Finding[],
  exceptions: readonly Exception[],
  now: Date,
): readonly ReviewedException[] {
  const used = new Set(findings.map((finding) => exceptionFor(finding, exceptions, now)));
  return exceptions.map((exception) => {
    const left = exception.expires.getTime() - now.getTime();
    if (left <= 0) return { exception, state: 'expired' };
    if (!used.has(exception)) return { exception, state: 'unused' };
    return { exception, state: left <= SOON_MILLISECONDS ? 'expires soon' : 'in use' };
  });
}
