/** An `xychart-beta` of Mermaid, as far as our summaries write it. */
interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly (readonly number[])[];
}

interface Axis {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const WIDTH = 640;
const HEIGHT = 220;
/** Room for the axes' numbers and the title. */
const EDGE = { left: 56, right: 16, top: 32, bottom: 36 } as const;

/** Draws the chart as SVG without scripts; undefined when it is of another kind. Its texts are put in as HTML, so they are escaped. */
export function chartSvg(source: string, escape: (text: string) => string): string | undefined {
  const chart = readChart(source);
  if (chart === undefined) return undefined;
  const { title, x, y, lines } = chart;
  const right = WIDTH - EDGE.right;
  const bottom = HEIGHT - EDGE.bottom;
  const text = (at: string, content: string): string => `<text ${at}>${escape(content)}</text>`;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(title)}">`,
    text(`x="${EDGE.left}" y="16"`, title),
    `<path class="axis" d="M${EDGE.left} ${EDGE.top}V${bottom}H${right}"/>`,
    text(`x="${EDGE.left - 8}" y="${EDGE.top + 4}" text-anchor="end"`, String(y.to)),
    text(`x="${EDGE.left - 8}" y="${bottom + 4}" text-anchor="end"`, String(y.from)),
    text(`x="${EDGE.left}" y="${HEIGHT - 12}"`, String(x.from)),
    text(`x="${right}" y="${HEIGHT - 12}" text-anchor="end"`, `${x.to} ${x.name}`),
    ...lines.map(
      (values, index) => `<polyline class="line line-${index + 1}" points="${pointsOf(values, y)}"/>`,
    ),
    '</svg>',
  ].join('');
}

function pointsOf(values: readonly number[], { from, to }: Axis): string {
  const width = WIDTH - EDGE.left - EDGE.right;
  const height = HEIGHT - EDGE.top - EDGE.bottom;
  return values
    .map((value, index) => {
      const across = values.length < 2 ? 0 : index / (values.length - 1);
      const up = to === from ? 0 : (value - from) / (to - from);
      return `${(EDGE.left + across * width).toFixed(1)},${(EDGE.top + (1 - up) * height).toFixed(1)}`;
    })
    .join(' ');
}

function readChart(source: string): Chart | undefined {
  const title = /^\s*title "([^"]*)"$/m.exec(source)?.[1];
  const [x, y] = [axisIn(source, 'x'), axisIn(source, 'y')];
  const lines = [...source.matchAll(/^\s*line \[([\d., ]*)\]$/gm)].map(([, list = '']) =>
    list.split(',').map(Number),
  );
  if (!source.startsWith('xychart-beta') || title === undefined || lines.length === 0) return undefined;
  return x === undefined || y === undefined ? undefined : { title, x, y, lines };
}

function axisIn(source: string, axis: 'x' | 'y'): Axis | undefined {
  const found = new RegExp(`^\\s*${axis}-axis "([^"]*)" ([\\d.]+) --> ([\\d.]+)$`, 'm').exec(source);
  const [, name, from, to] = found ?? [];
  return name === undefined ? undefined : { name, from: Number(from), to: Number(to) };
}
