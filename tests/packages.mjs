// packages.mjs - require() for the packages of tests/package.json, which scripts/install.sh puts
// below build/node/, where import does not look.
import { createRequire } from 'node:module';

export const require = createRequire(new URL('../build/node/', import.meta.url));
