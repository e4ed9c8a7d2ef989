import { UnavailableError, UserError } from '../text/error.ts';

const TLS = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO$)/;

const PRIVATE_AUTHORITY =
  'for a private authority set NODE_EXTRA_CA_CERTS in the env of the job to the path of its certificates (PEM); a registry without TLS must be listed as insecure';

const ADVICE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'renew the certificate of the registry, or set the clock of this machine',
  CERT_NOT_YET_VALID: 'set the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'use the name that the certificate is for, or give the registry one for this name',
  EPROTO: 'does it speak TLS at all? A registry without TLS must be listed as insecure',
  ERR_SSL_WRONG_VERSION_NUMBER: 'does it speak TLS at all? A registry without TLS must be listed as insecure',
};

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
        rule: 'a certificate that this machine trusts, for this name and this day',
        seen: code,
        next: ADVICE[code] ?? PRIVATE_AUTHORITY,
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

/** Of a connection on which nothing moved; its code is one that is worth another try. */
export const idleError = (url: URL, milliseconds: number): Error =>
  Object.assign(new Error(`${url.host} was silent for ${milliseconds} ms`), { code: 'ETIMEDOUT' });
