import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Permissions } from '../workflow-runner/permissions.ts';
import type { GitHubService } from '../workflow-runner/service.ts';
import { type Exchange, type RequestRecord, answer } from './exchange.ts';
import { type Fault, createFaults } from './faults.ts';
import { ensureEnvironment, protection } from './environment.ts';
import { type RepositoryOptions, createRepository } from './repository.ts';
import { createIssuer } from './oidc.ts';
import { startRun } from './run.ts';
import type { RepositoryState } from './state.ts';
import { createTokens, takeRecent } from './tokens.ts';

export type { RequestRecord } from './exchange.ts';
export type { Fault } from './faults.ts';
export type { RepositoryOptions } from './repository.ts';
export type { EnvironmentOptions, RepositoryState } from './state.ts';

export interface GitHubOptions {
  /** By `owner/name`. */
  readonly repositories: Readonly<Record<string, RepositoryOptions>>;
  /** Members by `org/team`. */
  readonly teams?: Readonly<Record<string, readonly string[]>>;
  /** Who the OIDC tokens say has made them, such as GitHub's own issuer; default: this server. */
  readonly issuer?: string;
  /** Default: the time now. */
  readonly now?: () => Date;
}

/** A GitHub on this machine: its REST API, held to the official description, and its OIDC issuer. */
export interface GitHubFake extends GitHubService {
  readonly origin: string;
  readonly oidcIssuer: string;
  /** Every request to the API, in order. */
  readonly requests: readonly RequestRecord[];
  /** @throws Error when it was not given to `startGitHub`. */
  repository(name: string): RepositoryState;
  /** All permissions that a token has ever used. */
  used(token: string): Permissions;
  fail(fault: Fault): void;
  /** @throws Error when an answer of the fake's own did not follow the description: a mistake in the kit. */
  stop(): Promise<void>;
}

/** Starts on a free port of 127.0.0.1. The caller stops it. */
export async function startGitHub(options: GitHubOptions): Promise<GitHubFake> {
  const now = options.now ?? ((): Date => new Date());
  let id = 9_000;
  const nextId = (): number => (id += 1);
  const repositories = new Map<string, RepositoryState>();
  for (const [name, each] of Object.entries(options.repositories)) {
    repositories.set(name, await createRepository(name, each, nextId));
  }
  const repository = (name: string): RepositoryState => {
    const found = repositories.get(name);
    if (found === undefined) throw new Error(`the GitHub fake has no repository ${name}`);
    return found;
  };
  const [tokens, faults, requests, mistakes] = [
    createTokens(),
    createFaults(),
    [] as RequestRecord[],
    [] as string[],
  ];
  const server = createServer((request, response) => {
    void answer(exchange, request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = createIssuer(options.issuer ?? `${origin}/oidc`);
  const teams = options.teams ?? {};
  const exchange: Exchange = {
    origin,
    tokens,
    faults,
    issuer,
    requests,
    mistakes,
    repositories,
    teams,
    now,
    nextId,
  };
  return {
    origin,
    apiUrl: `${origin}/api/v3`,
    serverUrl: origin,
    graphqlUrl: `${origin}/api/graphql`,
    idTokenUrl: `${origin}/oidc/token?api-version=2.0`,
    oidcIssuer: issuer.issuer,
    requests,
    repository,
    mint: (permissions, claims) => tokens.mint(permissions, claims),
    used: (token) => tokens.get(token)?.used ?? {},
    takeUsed: (token) => {
      const known = tokens.get(token);
      return known === undefined ? {} : takeRecent(known);
    },
    startRun: (name, facts) => startRun(repository(name), facts, { now, nextId, origin }),
    environment: (name, environment) => {
      const owner = name.split('/')[0] ?? '';
      return protection(ensureEnvironment(repository(name), environment, nextId), owner, teams);
    },
    fail: (fault) => {
      faults.add(fault);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      for (const [name, each] of repositories) {
        each.objects.close();
        if (options.repositories[name]?.directory === undefined)
          rmSync(each.directory, { recursive: true, force: true });
      }
      if (mistakes.length > 0) throw new Error(`the GitHub fake gave wrong answers:\n${mistakes.join('\n')}`);
    },
  };
}
