import { StringDecoder } from 'node:string_decoder';
import { cut } from '../text/markdown.ts';

/** Cuts a stream of bytes into lines, whatever the borders of its chunks. */
export interface LineSplitter {
  readonly write: (chunk: Buffer) => void;
  /** Hands on what is left without a line end. */
  readonly end: () => void;
}

/**
 * `onLine` gets each line without its end; of lines that programs draw again and again, parted by `\r`, only the last. A line longer than
 * `limit` characters is cut, and no more than that is kept in memory.
 */
export function lineSplitter(limit: number, onLine: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let dropped = false;
  const emit = (line: string): void => {
    const drawn = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
    onLine(dropped || drawn.length > limit ? cut(`${drawn} `, limit) : drawn);
    dropped = false;
  };
  const add = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) emit(line);
    if (rest.length > limit) {
      rest = rest.slice(0, limit);
      dropped = true;
    }
  };
  return {
    write: (chunk) => {
      add(decoder.write(chunk));
    },
    end: () => {
      add(decoder.end());
      if (rest !== '') emit(rest);
      rest = '';
    },
  };
}
