/** What a deployment file is to run: a repository at a digest. */
export interface ImageValue {
  readonly repository: string;
  readonly digest: string;
}

/** How a file names an image now; parts that it does not name are absent. */
export interface NamedImage {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** The result of an edit that touched nothing but the image. */
export interface Edit {
  readonly text: string;
  readonly changed: boolean;
  /** Where the (first) image stands, counted from 1. */
  readonly line: number;
  readonly before: NamedImage;
  readonly after: ImageValue;
}

/** `repository[:tag][@digest]`, as Kubernetes and Kustomize read it; a port is not a tag. */
export function parseNamedImage(text: string): NamedImage {
  const at = text.indexOf('@');
  const [name, digest] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  return {
    repository: hasTag ? name.slice(0, colon) : name,
    ...(hasTag ? { tag: name.slice(colon + 1) } : {}),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The opposite of parseNamedImage. */
export const formatNamedImage = ({ repository, tag, digest }: NamedImage): string =>
  `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;

/** Whether two texts name one repository: `docker.io/library/` is implied where no registry is named. */
export const sameRepository = (a: string, b: string): boolean => fullName(a) === fullName(b);

function fullName(repository: string): string {
  const [first = '', ...rest] = repository.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const registry = hasRegistry ? first.replace(/^index\.docker\.io$/, 'docker.io') : 'docker.io';
  const path = hasRegistry ? rest.join('/') : repository;
  return registry === 'docker.io' && !path.includes('/')
    ? `docker.io/library/${path}`
    : `${registry}/${path}`;
}
