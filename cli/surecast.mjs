#!/usr/bin/env node
// The program `surecast`, for any Node. Nothing but old syntax and no static import here: a Node that is too old must
// get as far as the sentence below. launch.mjs does the work.
var major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  process.stderr.write(
    'surecast: this is Node ' +
      process.versions.node +
      ', too old to start with (NODE_TOO_OLD).\n' +
      'Install Node 20 or newer; Surecast brings the version that it runs on by itself.\n',
  );
  process.exit(2);
}
void import('./launch.mjs').then(function start(launcher) {
  return launcher.launch(process.argv.slice(2));
});
