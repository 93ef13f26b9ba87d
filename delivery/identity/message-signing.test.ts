import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { signedMessage } from '../../contract/network/signed.ts';
import { makeTestNetwork } from '../../fixtures/network/test-network.ts';
import { temporaryDirectory } from '../../fixtures/temporary-directory.ts';
import { loadIdentity } from './load-identity.ts';

const setUp = async (t: TestContext) => {
  const network = await makeTestNetwork(temporaryDirectory(t));
  return {
    network,
    edge: await network.admit('edge', ['edge']),
    main: await network.admit('main', ['main']),
  };
};

test('what one node signs another takes for genuine, under the same subject alone', async (t) => {
  const { edge, main } = await setUp(t);
  const message = edge.sign('surecast.heartbeat.edge', '{"a":1}');
  for (const _ of [1, 2])
    assert.deepEqual(main.verify('surecast.heartbeat.edge', message), { name: 'edge', roles: ['edge'] });
  assert.equal(main.verify('surecast.directory.ask', message), undefined);
  const other = main.sign('surecast.heartbeat.edge', '{"a":1}');
  assert.equal(main.verify('surecast.heartbeat.edge', { ...other, signature: message.signature }), undefined);
  assert.equal(main.verify('surecast.heartbeat.edge', { ...message, body: '{"a":2}' }), undefined);
});

test('a certificate of another does not make a message theirs', async (t) => {
  const { edge, main } = await setUp(t);
  const certificate = main.sign('s', 'b').certificate;
  assert.equal(main.verify('s', { ...edge.sign('s', 'b'), certificate }), undefined);
});

test('strangers, garbage and the authority itself are nobody', async (t) => {
  const { main } = await setUp(t);
  const stranger = await (await makeTestNetwork(temporaryDirectory(t))).admit('main', ['main']);
  const message = stranger.sign('s', 'b');
  assert.equal(main.verify('s', message), undefined);
  assert.equal(main.peer(new X509Certificate(stranger.tls.cert).raw), undefined);
  assert.equal(main.peer(new X509Certificate(main.tls.ca).raw), undefined);
  assert.equal(main.peer(Buffer.from('garbage')), undefined);
  const genuine = main.sign('s', 'b');
  for (const signature of ['', 'garbage', 'AAAA', '='.repeat(100)])
    assert.equal(main.verify('s', { ...genuine, signature }), undefined);
  for (const certificate of ['', 'garbage', '='])
    assert.equal(main.verify('s', { ...genuine, certificate }), undefined);
});

test('a node whose certificate has expired is no longer heard', async (t) => {
  const { network, edge } = await setUp(t);
  let nowMs = Date.now();
  const main = await loadIdentity(network.identityDirectory('main'), () => nowMs);
  const message = edge.sign('s', 'b');
  assert.equal(main.verify('s', message)?.name, 'edge');
  nowMs += 31 * 86_400_000;
  assert.equal(main.verify('s', message), undefined);
  // It is known whose it is, so that the clock can be named; of others nothing is.
  assert.equal(main.untimely(new X509Certificate(edge.tls.cert).raw)?.name, 'edge');
  assert.equal(main.untimely(Buffer.from('garbage')), undefined);
  nowMs = Date.now();
  assert.equal(main.untimely(new X509Certificate(edge.tls.cert).raw), undefined);
});

test('messages of one moment share a signature, each for its own subject and in its own words alone', async (t) => {
  const { edge, main } = await setUp(t);
  const messages = Array.from({ length: 16 }, (_, at) => ({ subject: `inbox.${at}`, body: `{"n":${at}}` }));
  const signed = edge.signTogether(messages);
  assert.equal(new Set(signed.map(({ signature }) => signature)).size, 1);
  for (const [at, each] of signed.entries())
    assert.equal(main.verify(`inbox.${at}`, signedMessage.parse(each))?.name, 'edge');
  const [first, second] = signed;
  assert.ok(first?.among !== undefined && second !== undefined);
  assert.equal(main.verify('inbox.1', first), undefined);
  assert.equal(main.verify('inbox.0', { ...first, body: second.body }), undefined);
  const { among, ...alone } = first;
  assert.equal(main.verify('inbox.0', alone), undefined);
  const [own = ''] = main.signTogether([{ subject: 's', body: 'mine' }, ...messages])[0]?.among ?? [];
  assert.equal(main.verify('s', { ...first, body: 'mine', among: [own, ...among.slice(1)] }), undefined);
  // The list of what was signed is no message, whatever subject it is said on.
  for (const subject of ['', among[0] ?? ''])
    assert.equal(main.verify(subject, { ...alone, body: among.join('\n') }), undefined);
});

test('a signature that is checked beside the event loop counts as much as any other', async (t) => {
  const { edge, main } = await setUp(t);
  const genuine = Array.from({ length: 300 }, (_, at) => edge.sign('s', `{"n":${at}}`));
  const forged = genuine.map((each) => ({ ...each, body: `${each.body} ` }));
  for (const _ of [1, 2]) {
    const all = [...genuine, ...forged, ...genuine].map((each) => main.verifySoon('s', each));
    const names = (await Promise.all(all)).map((sender) => sender?.name);
    assert.deepEqual(names, [
      ...genuine.map(() => 'edge'),
      ...forged.map(() => undefined),
      ...genuine.map(() => 'edge'),
    ]);
  }
  const [known, other] = genuine;
  assert.ok(known !== undefined && other !== undefined);
  assert.deepEqual(main.verifySoon('s', known), { name: 'edge', roles: ['edge'] });
  assert.equal(await main.verifySoon('s', { ...known, signature: 'garbage' }), undefined);
  assert.equal(await main.verifySoon('s', { ...known, signature: other.signature }), undefined);
  assert.equal(await main.verifySoon('s', { ...known, certificate: 'garbage' }), undefined);
});

test('a node that is revoked is nobody from then on, whatever it shows and however it was known', async (t) => {
  const { edge, main } = await setUp(t);
  const message = edge.sign('s', 'b');
  const certificate = new X509Certificate(edge.tls.cert).raw;
  assert.deepEqual([main.verify('s', message)?.name, main.peer(certificate)?.name], ['edge', 'edge']);
  const told: string[] = [];
  const unfollow = main.revocations.onAdd((name) => told.push(name));
  assert.deepEqual(main.revocations.add(['edge', 'mid-1', 'edge']), ['edge', 'mid-1']);
  assert.deepEqual(main.revocations.add(['edge']), []);
  unfollow();
  main.revocations.add(['mid-2']);
  assert.deepEqual(
    [told, main.revocations.names()],
    [
      ['edge', 'mid-1'],
      ['edge', 'mid-1', 'mid-2'],
    ],
  );
  assert.equal(main.verify('s', message), undefined);
  assert.equal(await main.verifySoon('s', edge.sign('s', 'c')), undefined);
  assert.equal(main.peer(certificate), undefined);
  assert.equal(main.verify('s', main.sign('s', 'b'))?.name, 'main');
});
