import { parseJson } from '../text/json.ts';
import { type Instruction, argumentsOf } from './instruction.ts';
import { plainWords } from './word.ts';

/** What a COPY or ADD takes, as it is written: all words but the last, which is the destination; here-documents are the file's own. */
export function sourceWords(instruction: Instruction): readonly string[] {
  const { line, rest } = instruction;
  const words = listIn(argumentsOf(instruction)) ?? plainWords(line, rest).map(({ text }) => text);
  return words.slice(0, -1).filter((word) => !word.startsWith('<<'));
}

/** `["a", "b"]`, as an instruction may write its words; undefined for anything else. */
function listIn(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const list = parseJson(text);
    return Array.isArray(list) && list.every((each) => typeof each === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}
