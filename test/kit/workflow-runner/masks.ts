/** The secrets of one workflow run. */
export interface Masks {
  add(secret: string): void;
  /** The text with `***` for every secret in it. */
  apply(text: string): string;
}

/** A secret is masked as it stands, line by line, and in the encodings that the runner knows of: base64, JSON and URI. */
export function createMasks(): Masks {
  const known = new Set<string>();
  const add = (secret: string): void => {
    for (const each of [secret, ...secret.split(/\r?\n/)]) {
      if (each.trim() === '') continue;
      for (const form of formsOf(each)) known.add(form);
    }
  };
  const apply = (text: string): string => {
    const longestFirst = [...known].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
  };
  return { add, apply };
}

function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [
    secret,
    ...(secret.length > 3 ? [base64] : []),
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ];
}
