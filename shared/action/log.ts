import type { Log } from '../ports/log.ts';
import type { SourcePosition } from '../text/error.ts';
import { writeCommand, writeLine } from './runner.ts';

/**
 * Text from outside could be a workflow command: `::set-output::…` at the start of a line, or the older `##[…]`, which the runner finds
 * anywhere in a line. A zero-width space within the mark leaves it readable and makes it mean nothing.
 */
export const inert = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/^([^\S\n]*)::/gm, '$1\u200b::')
    .replaceAll('##[', '##\u200b[');

/** As an annotation of the file has it. */
export const placeOf = ({
  file,
  line,
  column,
}: SourcePosition): Readonly<Record<string, string | number>> => ({
  file,
  line,
  ...(column === undefined ? {} : { col: column }),
});

export const log: Log = {
  info: (line) => {
    writeLine(inert(line));
  },
  warn: (line, at) => {
    writeCommand('warning', line, at === undefined ? {} : placeOf(at));
  },
  group: async (title, work) => {
    writeCommand('group', title);
    try {
      return await work();
    } finally {
      writeCommand('endgroup', '');
    }
  },
};
