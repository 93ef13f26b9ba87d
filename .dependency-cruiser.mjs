/**
 * Which folder may import which; "Dependencies point one way". scripts/checks/boundaries.ts runs these rules and
 * proves each time that they find planted violations. `npx depcruise FOLDER` works too.
 */

/**
 * Folder -> the other folders of ours that it may import. What is not a key here may import anything.
 * @type {Record<string, string[]>}
 */
const mayImport = {
  contract: [],
  media: [],
  disk: [],
  encoder: ['contract', 'media', 'disk'],
  catalog: ['contract', 'media'],
  player: ['contract', 'media'],
  uploader: ['contract', 'media', 'disk'],
  engine: ['contract', 'media', 'disk', 'encoder', 'catalog', 'player', 'uploader'],
  delivery: ['contract', 'media', 'disk', 'uploader', 'player'],
  cli: ['contract', 'engine', 'player', 'encoder', 'delivery'],
  renderer: ['contract'],
  electron: ['contract'],
};

const ours = [...Object.keys(mayImport), 'fixtures', 'tests', 'trials', 'bench', 'scripts'];
/** Tests, and what only tests use, may take fixtures. */
const testOnly = '\\.test\\.ts$|/testing/|conformance\\.ts$';
const rehearsal = '^cli/rehearse';

const layers = Object.entries(mayImport).map(([folder, allowed]) => {
  const others = ours.filter((name) => name !== folder && name !== 'fixtures' && !allowed.includes(name));
  return {
    name: `${folder}-imports`,
    comment: `${folder} may import of ours: itself${allowed.map((name) => `, ${name}`).join('')}`,
    severity: 'error',
    // The uploader's tests run on a real catalog; the page's hold its own checks against the program's.
    from: {
      path: `^${folder}/`,
      pathNot: ['uploader', 'renderer'].includes(folder)
        ? testOnly
        : '^cli/(launch\\.mjs|launcher\\.test\\.ts)$',
    },
    to: {
      path: `^(${others.join('|')})/`,
      // The uploader knows the catalog by its types and the words for an upload's states: the port that the engine wires.
      ...(folder === 'uploader'
        ? { dependencyTypesNot: ['type-only'], pathNot: '^catalog/upload-transition\\.ts$' }
        : {}),
    },
  };
});

export default {
  forbidden: [
    ...layers,
    {
      name: 'launcher-imports',
      comment:
        'The launcher runs before anything is installed: it imports the set-up and nothing else of ours',
      severity: 'error',
      from: { path: '^(cli/[a-z-]+\\.mjs|scripts/setup/)' },
      to: {
        path: '.',
        pathNot: '^(scripts/setup/|cli/[a-z-]+\\.mjs$|cli/main\\.ts$)',
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'fixtures-for-tests',
      comment: 'Fixtures are for tests, measurements and the rehearsal',
      severity: 'error',
      from: { pathNot: `^(fixtures|tests|trials|bench|scripts|electron/e2e)/|${testOnly}|${rehearsal}` },
      to: { path: '^fixtures/' },
    },
    {
      name: 'properties-by-their-fixture',
      comment: 'Properties are tried by way of fixtures/property-testing.ts, which sets the seed',
      severity: 'error',
      from: { pathNot: '^fixtures/property-testing\\.ts$' },
      to: { path: '(^|/)fast-check(/|$)' },
    },
    {
      name: 'tests-are-not-imported',
      comment: 'A test is run, never imported',
      severity: 'error',
      from: {},
      to: { path: '\\.test\\.ts$' },
    },
    {
      name: 'player-page-imports',
      comment: 'The player page is served as it is: it imports what lies beside it, and types',
      severity: 'error',
      from: { path: '^delivery/viewers/page/', pathNot: testOnly },
      to: {
        path: '.',
        pathNot: '^delivery/viewers/page/',
        dependencyTypesNot: ['type-only', 'type-import', 'jsdoc'],
      },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^node:' },
    },
    {
      name: 'electron-in-its-place',
      comment:
        'Electron is imported by electron/app/ and the preload alone, so that all else runs in tests on plain Node; types are free there',
      severity: 'error',
      from: { pathNot: '^electron/(app/|preload\\.ts$|e2e/)' },
      to: {
        path: '(^|node_modules/)electron(/|$)',
        pathNot: '^electron/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-development-packages',
      comment: 'What ships imports nothing that only developers have',
      severity: 'error',
      // What the page and the desktop shell import is built into them.
      from: { path: `^(${Object.keys(mayImport).join('|')})/`, pathNot: `${testOnly}|^(renderer|electron)/` },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(artifacts|\\.cache|renderer/dist|electron/dist)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
