import { UserError } from '../text/error.ts';
import { scopeOf } from './authorizer.ts';
import type { Client, WholeAnswer } from './client.ts';
import { discard, type HttpAnswer } from './http.ts';
import { tryJson } from '../text/json.ts';

const MAX_PAGE_BYTES = 4 * 1024 * 1024;
const MAX_PAGES = 1_000;

/** The address of the next page (RFC 8288), on the same origin; undefined after the last. */
export function nextPage(answer: HttpAnswer): URL | undefined {
  const link = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(String(answer.headers['link'] ?? ''));
  if (link?.[1] === undefined || !URL.canParse(link[1], answer.url.href)) return undefined;
  const next = new URL(link[1], answer.url);
  if (next.origin === answer.url.origin) return next;
  throw new UserError({ what: `${answer.url.host} continues a list on another host`, seen: next.host });
}

/** @throws UserError for a list that goes on after as many pages as no honest one has. */
export function checkPages(pages: number, client: Client, what: string): void {
  if (pages < MAX_PAGES) return;
  throw new UserError({
    what: `${client.registry}/${client.repository}: ${what} do not end`,
    rule: `at most ${MAX_PAGES} pages`,
    next: 'tell whoever runs the registry',
  });
}

/** Every tag of the repository, from all pages; none when the repository does not exist. */
export async function listTags(client: Client): Promise<readonly string[]> {
  const tags: string[] = [];
  let url: URL | undefined = client.url('tags/list');
  for (let page = 0; url !== undefined; page += 1) {
    checkPages(page, client, 'its tags');
    const { answer, bytes }: WholeAnswer = await client.read(
      { method: 'GET', url, scopes: [scopeOf(client.repository, 'pull')] },
      MAX_PAGE_BYTES,
    );
    if (answer.status === 404) {
      await discard(answer);
      return tags;
    }
    if (bytes === undefined) throw await client.unexpected('list tags', answer);
    url = nextPage(answer);
    tags.push(...parseTags(bytes, client));
  }
  return tags;
}

/** An empty repository has `null` for its tags in some registries. */
function parseTags(body: Buffer, client: Client): readonly string[] {
  const answer = tryJson(body);
  if (typeof answer === 'object' && answer !== null) {
    const { tags } = answer as { tags?: unknown };
    if (tags === null || tags === undefined) return [];
    if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')) return tags;
  }
  throw new UserError({
    what: `${client.registry} did not answer with a list of tags for ${client.repository}`,
  });
}
