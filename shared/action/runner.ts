import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';

/**
 * The runner's protocol: what it gives a step in variables, and what it reads from its standard output and from files (GitHub Docs,
 * "Workflow commands for GitHub Actions"). The runner's own toolkit does the same, and brings an HTTP client of a megabyte.
 */

/** The text of an input, trimmed; empty when it is absent. Spaces of a name become underscores, hyphens stay. */
export const readInput = (name: string): string =>
  (process.env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim();

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** Writes `::name key=value,…::text`, escaped. */
export function writeCommand(
  name: string,
  text: string,
  properties: Readonly<Record<string, string | number>> = {},
): void {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  writeLine(`::${name}${list.length > 0 ? ` ${list.join(',')}` : ''}::${escapeData(text)}`);
}

/** Writes one or more lines as they are; what is not ours must have gone through `inert`. */
export function writeLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** From now on the log shows `***` instead; each line of a secret is masked too, since the runner masks line by line. */
export function maskSecret(secret: string): void {
  writeCommand('add-mask', secret);
}

/** Sets an output of the step. Outside of a runner it is printed. */
export function writeOutput(name: string, value: string): void {
  const file = process.env['GITHUB_OUTPUT'] ?? '';
  if (file === '') {
    writeCommand('set-output', value, { name });
    return;
  }
  // The delimiter is random, so that no value can hold the end of itself and another output behind it.
  const delimiter = `ghadelimiter_${randomUUID()}`;
  appendFileSync(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}

/** Adds Markdown to the job summary. Outside of a runner it goes nowhere. */
export function writeSummary(markdown: string): void {
  const file = process.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (file !== '') appendFileSync(file, `${markdown}\n`);
}
