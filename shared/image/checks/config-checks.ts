import type { ContainerConfig } from '../config.ts';
import type { Finding } from './check.ts';
import { secretValues } from './secret-values.ts';

/** What a finished image's config says about how it runs. `ours` is the part that this build adds; a base's credentials are its own check's. */
export function checkConfig(config: ContainerConfig, ours: ContainerConfig = config): readonly Finding[] {
  return [...secretValues(ours), ...rootUser(config), ...healthcheck(config)];
}

/** No user means root (OCI image-spec 1.1, config.md "User"). */
function rootUser({ User = '' }: ContainerConfig): readonly Finding[] {
  const user = User.split(':')[0] ?? '';
  if (user !== '' && user !== '0' && user !== 'root') return [];
  return [
    {
      check: 'root-user',
      what: 'the container runs as root',
      seen: User === '' ? 'no user' : User,
      next: "set config.user in image.yml or USER in a Dockerfile, such as '65532:65532'",
    },
  ];
}

const healthcheck = ({ Healthcheck }: ContainerConfig): readonly Finding[] =>
  Healthcheck === undefined
    ? [
        {
          check: 'healthcheck',
          what: 'there is no health check',
          next: 'set config.healthcheck in image.yml or HEALTHCHECK in a Dockerfile, or rely on the probes of the cluster',
        },
      ]
    : [];
