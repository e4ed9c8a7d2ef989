import { Lexer, Parser } from 'yaml';
import { UserError } from '../error.ts';

/** Collections in collections; what people write has a tenth of it, and the composer's own stack ends at some thousands. */
const MAX_DEPTH = 200;

/** Looks at a text before it is composed. @throws UserError where it nests deeper than anything may. */
export function refuseDeep(file: string, text: string): void {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    // Consumed for its effect: what is open stands on the parser's stack.
    Array.from(parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH) throw tooDeep(file, text.slice(0, parser.offset));
  }
}

function tooDeep(file: string, before: string): UserError {
  const lines = before.split('\n');
  return new UserError({
    what: `${file} is nested too deeply`,
    rule: `at most ${MAX_DEPTH} levels`,
    at: { file, line: lines.length, column: Math.max(lines.at(-1)?.length ?? 1, 1) },
  });
}
