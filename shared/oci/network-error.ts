import { UnavailableError, UserError } from '../text/error.ts';

const TLS = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO$)/;

/**
 * The error that a person can use for a connection that could not be made or understood; others, and those that are worth another
 * try, as they are.
 */
export function explainNetworkError(error: Error, host: string): Error {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (TLS.test(code)) {
    return new UserError(
      {
        what: `no encrypted connection to ${host}`,
        rule: 'a certificate that this machine trusts',
        seen: code,
        next: 'for a private authority set NODE_EXTRA_CA_CERTS to its certificates; for a registry without TLS list it as insecure',
      },
      { cause: error },
    );
  }
  if (code.startsWith('HPE_')) {
    return new UnavailableError(
      { what: `${host} does not speak HTTP as it must`, seen: code },
      { cause: error },
    );
  }
  return error;
}
