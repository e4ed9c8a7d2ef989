import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseJson } from '../../shared/text/json.ts';

/** One start of a recorded program. */
export interface RecordedCall {
  readonly argv: readonly string[];
  /** The credential file that its environment names: mode, mode of its directory, path. */
  readonly files: readonly string[];
}

/** A script that notes how it is started and then is the program; `calls` reads the notes. */
export function recorded(
  program: string,
  directory: string,
): { readonly program: string; calls(): readonly RecordedCall[] } {
  const place = mkdtempSync(path.join(directory, 'recorded-'));
  const [script, notes] = [path.join(place, path.basename(program)), path.join(place, 'calls')];
  const node = JSON.stringify(process.execPath);
  writeFileSync(
    script,
    `#!/bin/sh\n${node} -e '${NOTE}' ${JSON.stringify(notes)} "$@"\nexec ${JSON.stringify(program)} "$@"\n`,
  );
  chmodSync(script, 0o755);
  return {
    program: script,
    calls: () =>
      existsSync(notes)
        ? readFileSync(notes, 'utf8')
            .trim()
            .split('\n')
            .map((line) => parseJson(line) as RecordedCall)
        : [],
  };
}

const NOTE = `
const fs = require("node:fs"), path = require("node:path");
const [notes, ...argv] = process.argv.slice(1);
const { REGISTRY_AUTH_FILE: file, DOCKER_CONFIG: config } = process.env;
const mode = (name) => (fs.statSync(name).mode & 0o777).toString(8);
const files = [file, config && path.join(config, "config.json")]
  .filter((name) => name && fs.existsSync(name))
  .map((name) => [mode(name), mode(path.dirname(name)), name].join(" "));
fs.appendFileSync(notes, JSON.stringify({ argv, files }) + "\\n");
`;
