import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Dockerfile, parseDockerfile } from '../../../shared/dockerfile/dockerfile.ts';
import { argumentsOf, assignmentsOf } from '../../../shared/dockerfile/instruction.ts';
import { targetStage } from '../../../shared/dockerfile/stage.ts';
import { UserError } from '../../../shared/text/error.ts';

const fixture = (name: string): Dockerfile =>
  parseDockerfile(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'), name);
const parse = (...lines: string[]): Dockerfile => parseDockerfile(lines.join('\n'), 'Dockerfile');
const words = (file: Dockerfile): string[][] =>
  file.stages.map(({ instructions }) => instructions.map((each) => `${each.keyword} ${argumentsOf(each)}`));

function problemsOf(...lines: string[]) {
  try {
    parse(...lines);
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseDockerfile', () => {
  it('reads stages, names, platforms and global arguments of a real file', () => {
    const file = fixture('service.Dockerfile');
    expect(file.directives.syntax?.value).toBe('docker/dockerfile:1.9');
    expect(file.directives.check?.value).toBe('skip=JSONArgsRecommended;error=true');
    expect(file.globalArgs.map(({ name, value }) => [name, value?.text.slice(0, 23)])).toEqual([
      ['GO_VERSION', '1.26'],
      ['BASE', 'gcr.io/distroless/stati'],
      ['TOOLS', '"ghcr.io/acme/tools:3"'],
    ]);
    expect(file.stages.map(({ name, base, platform }) => [name, base.text, platform?.text])).toEqual([
      ['build', 'docker.io/library/golang:${GO_VERSION}-bookworm', '$BUILDPLATFORM'],
      ['tools', '${TOOLS}', undefined],
      ['debug', 'debian:bookworm-slim', undefined],
      ['shop', '$BASE', undefined],
    ]);
    expect(file.stages[0]?.instructions.map(({ keyword }) => keyword)).toEqual([
      'ARG',
      'WORKDIR',
      'COPY',
      'RUN',
      'COPY',
      'RUN',
    ]);
  });

  it('gives every instruction the exact part of the file that it takes', () => {
    const { source, stages } = fixture('service.Dockerfile');
    const slice = (stage: number, index: number): string => {
      const { start, end } = stages[stage]?.instructions[index]?.span ?? { start: 0, end: 0 };
      return source.text.slice(start, end);
    };
    expect(slice(0, 3)).toMatch(/^RUN --mount=type=cache[^]*# modules change rarely\n {4}go mod download$/);
    expect(slice(0, 5)).toMatch(/^RUN <<-SCRIPT\n[^]*\n\tSCRIPT$/);
    expect(slice(3, 1)).toMatch(/^COPY <<CONFIG <<"RAW" \/etc\/shop\/\n[^]*\nRAW$/);
    const copy = stages[3]?.instructions[1];
    expect(
      copy?.heredocs.map(({ name, expand, content }) => [
        name,
        expand,
        source.text.slice(content.start, content.end),
      ]),
    ).toEqual([
      ['CONFIG', true, 'listen: ${PORT:-8080}\n'],
      ['RAW', false, 'price: $5\n'],
    ]);
  });

  it('reads the other escape character and CRLF line ends', () => {
    const file = parse(
      '# escape=`\r',
      'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\r',
      'COPY app.exe C:\\app\\\r',
      'RUN echo one `\r',
      '    two\r',
    );
    expect(file.escape).toBe('`');
    expect(words(file)).toEqual([['COPY app.exe C:\\app\\', 'RUN echo one     two']]);
    const base = file.stages[0]?.base.span ?? { start: 0, end: 0 };
    expect(file.source.text.slice(base.start, base.end)).toBe(
      'mcr.microsoft.com/windows/nanoserver:ltsc2025',
    );
  });

  it.each<[string, string[], string[]]>([
    [
      'joins lines, and keeps the indentation of those that follow',
      ['RUN echo a \\', '  b'],
      ['RUN echo a   b'],
    ],
    ['continues before trailing blanks', ['RUN a\\  ', 'b'], ['RUN ab']],
    ['does not continue at an escaped escape', ['RUN a\\\\', 'RUN b'], ['RUN a\\\\', 'RUN b']],
    ['drops comments between continued lines', ['RUN a \\', '  # note', 'b'], ['RUN a b']],
    ['drops blank lines between continued lines', ['RUN a \\', '', 'b'], ['RUN a b']],
    ['keeps a # that does not start a line', ['RUN echo # x'], ['RUN echo # x']],
    ['ends at the end of the file even if continued', ['RUN a \\'], ['RUN a']],
    ['takes << inside a word as no here-document', ['RUN cat<<EOF', 'RUN b'], ['RUN cat<<EOF', 'RUN b']],
    [
      'takes << in the JSON form as no here-document',
      ['RUN ["cat", "<<EOF"]', 'RUN b'],
      ['RUN ["cat", "<<EOF"]', 'RUN b'],
    ],
    [
      'takes a here-document of a file descriptor',
      ['RUN 3<<E x', 'FROM y', 'E', 'RUN b'],
      ['RUN 3<<E x', 'RUN b'],
    ],
    [
      'reads the here-document of a trigger',
      ['ONBUILD RUN <<E', 'FROM y', 'E', 'RUN b'],
      ['ONBUILD RUN <<E', 'RUN b'],
    ],
    ['ignores here-document marks of other instructions', ['CMD cat <<E', 'RUN b'], ['CMD cat <<E', 'RUN b']],
    ['reads keywords of any case', ['rUn x'], ['RUN x']],
    ['takes flags off', ['COPY --link --chown="a b":c x y'], ['COPY x y']],
    ['leaves flags of commands alone', ['CMD --help'], ['CMD --help']],
  ])('%s', (_, lines, expected) => {
    expect(words(parse('FROM scratch', ...lines))).toEqual([expected]);
  });

  it.each<[string, string, string]>([
    ['leading blanks and capitals', '  # ESCAPE = `', '`'],
    ['a comment before it', '# hello\n# escape=`', '\\'],
    ['a blank line before it', '\n# escape=`', '\\'],
    ['an unknown directive before it', '# key=value\n# escape=`', '\\'],
    ['another directive before it', '# syntax=x\n#escape=`', '`'],
    ['a byte order mark', '\ufeff# escape=`', '`'],
  ])('decides whether the escape directive counts: %s', (_, top, escape) => {
    expect(parse(top, 'FROM scratch').escape).toBe(escape);
  });

  it.each<[string, string[], number | undefined, string]>([
    ['an empty file', [''], 1, 'Dockerfile has no FROM'],
    ['only arguments', ['ARG A=1'], 1, 'Dockerfile has no FROM'],
    ['an instruction before FROM', ['RUN x', 'FROM a'], 1, 'RUN stands before the first FROM'],
    ['an unknown instruction', ['FROM a', 'RUNN x'], 2, "'RUNN' is not an instruction"],
    ['FROM with two words', ['FROM a b'], 1, 'FROM cannot be read'],
    ['FROM without AS', ['FROM a b c'], 1, 'FROM cannot be read'],
    ['FROM with nothing', ['FROM'], 1, 'FROM cannot be read'],
    ['a bad stage name', ['FROM a AS 1x'], 1, 'not a name for a stage'],
    ['a here-document without end', ['FROM a', 'RUN <<EOF', 'x'], 2, 'the here-document EOF does not end'],
    [
      'two escape directives',
      ['# escape=`', '# escape=\\', 'FROM a'],
      2,
      "a second parser directive 'escape'",
    ],
    ['a bad escape character', ['# escape=^', 'FROM a'], 1, 'not an escape character'],
  ])('refuses %s', (_, lines, line, what) => {
    expect(problemsOf(...lines)[0]).toMatchObject({ what, at: { line } });
  });

  it('tells every problem at once, with the instruction that was meant', () => {
    const problems = problemsOf('FROM a', 'COPPY x y', 'FROM b as 9', 'VOLUM x');
    expect(problems.map(({ at, next }) => [at?.line, next])).toEqual([
      [2, "did you mean 'COPY'?"],
      [3, undefined],
      [4, "did you mean 'VOLUME'?"],
    ]);
  });

  it.each<[string, [string, string | undefined][]]>([
    [
      'ENV A=1 B="two words" C=x\\ y',
      [
        ['A', '1'],
        ['B', '"two words"'],
        ['C', 'x\\ y'],
      ],
    ],
    ['ENV A the rest of the line', [['A', 'the rest of the line']]],
    [
      'ARG A B=2',
      [
        ['A', undefined],
        ['B', '2'],
      ],
    ],
    ["LABEL a.b='c d'", [['a.b', "'c d'"]]],
  ])('reads the assignments of %s', (line, expected) => {
    const instruction = parse('FROM scratch', line).stages[0]?.instructions[0];
    if (instruction === undefined) throw new Error('no instruction');
    expect(assignmentsOf(instruction, '\\').map(({ name, value }) => [name, value?.text])).toEqual(expected);
  });
});

describe('targetStage', () => {
  const file = parse('FROM a AS one', 'FROM b AS Two', 'FROM c');
  it.each<[string | undefined, number]>([
    [undefined, 2],
    ['', 2],
    ['one', 0],
    ['TWO', 1],
    ['0', 0],
    ['2', 2],
  ])('%p is stage %p', (target, index) => {
    expect(targetStage(file, target).index).toBe(index);
  });

  it.each(['three', '3', 'oen'])('refuses %p and names the stages', (target) => {
    expect(() => targetStage(file, target)).toThrow(/has no stage '.*' – its stages are one, two/);
  });
});
