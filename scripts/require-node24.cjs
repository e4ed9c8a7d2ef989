// CommonJS without new syntax, so that an old Node can say it.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    'Node 24 is needed, this is ' +
      process.version +
      ". On Linux x64 'npm ci' installs it for npm scripts; elsewhere install it first.",
  );
  process.exit(1);
}
