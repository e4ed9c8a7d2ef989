/** A name with a password or token, or an identity token (OAuth2 refresh token). `source` says where it came from, for messages. */
export type Credential =
  | { readonly username: string; readonly password: string; readonly source?: string }
  | { readonly identityToken: string; readonly source?: string };

/** Where credentials come from; the answer is for this registry and repository alone, undefined means anonymous. */
export interface CredentialSource {
  for(registry: string, repository: string): Promise<Credential | undefined>;
}
