// An OpenID provider for the tests: oidc-provider on a free port of loopback, with people who sign
// in by their name alone, and with wishes by which the tests make it behave as it should not.
//
//   node provider.js FOLDER '{"client_id": "…", "client_secret": "…", "plain": false}'
//
// A plain one puts the claims where the standard has them, and knows no account to select.
// FOLDER holds node_modules. It prints its address and ends when its standard input closes.
//
// POST /wishes, as JSON; what is not named stays as it is:
//   people: { name: {claim: value} }, who can sign in, and the claims that their ID tokens get
//   clock: seconds by which its clock is ahead (or behind, below zero)
//   claims: {claim: value} that are put into the next ID tokens after all checks; null removes one
//   key: "foreign" signs the next ID tokens with a key that it does not publish
//   userinfo: {claim: value} that its UserInfo endpoint says instead
//   redirects: addresses to which it may send browsers back
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = path.resolve(process.argv[2]);
const { plain, ...client } = JSON.parse(process.argv[3]);
const require = createRequire(path.join(folder, 'node_modules', 'oidc-provider', 'package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const { default: Provider, interactionPolicy } = await load('oidc-provider');
const { SignJWT, decodeJwt, exportJWK, generateKeyPair, importJWK } = await load('jose');

const now = Date.now.bind(Date);
const wishes = { people: {}, clock: 0, claims: {}, key: 'own', userinfo: {}, redirects: [] };
Date.now = () => now() + wishes.clock * 1000;

async function newKey(kid) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid };
}

const keys = { own: await newKey('own') };
const policy = interactionPolicy.base();
if (!plain) policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);

const server = http.createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{ ...client, redirect_uris: ['http://127.0.0.1/oauth2callback'] }],
  jwks: { keys: [keys.own] },
  cookies: { keys: ['only for tests'] },
  // claims go into the ID token, as they do at the providers of most companies
  conformIdTokenClaims: plain,
  claims: { openid: ['sub', 'sid'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
  features: { devInteractions: { enabled: false } },
  interactions: { policy, url: (_context, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  ttl: { IdToken: 3600, Session: 86400, Interaction: 86400, Grant: 86400, AccessToken: 3600 },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...wishes.people[id] }) }),
  // whoever signs in agrees to everything
  async loadExistingGrant(context) {
    const grant = new context.oidc.provider.Grant({
      clientId: context.oidc.client.clientId,
      accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

// Tests listen on ports that are known only when this runs already.
provider.Client.Schema.prototype.redirectUris = () => {};
const find = provider.Client.find.bind(provider.Client);
provider.Client.find = async (id) => {
  const found = await find(id);
  if (found) Object.assign(found, { redirectUris: wishes.redirects, postLogoutRedirectUris: wishes.redirects });
  return found;
};

provider.use(async (context, next) => {
  await next();
  if (context.oidc?.route === 'userinfo') Object.assign(context.body, wishes.userinfo);
  const issued = context.oidc?.route === 'token' && context.body?.id_token;
  if (!issued || (wishes.key === 'own' && !Object.keys(wishes.claims).length)) return;
  const claims = { ...decodeJwt(issued), ...wishes.claims };
  for (const name of Object.keys(claims)) if (claims[name] === null) delete claims[name];
  const header = { alg: 'RS256', kid: 'own' };
  keys[wishes.key] ??= await newKey('own'); // a foreign one takes a while to make
  const key = await importJWK(keys[wishes.key], 'RS256');
  context.body.id_token = await new SignJWT(claims).setProtectedHeader(header).sign(key);
});

const FORM = '<!doctype html><title>Company sign-in</title><h1>Company sign-in</h1>'
  + '<form method="post"><label>Name <input name="name" autofocus></label><button>Continue</button></form>';

async function body(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}

async function interaction(request, response) {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(FORM);
    return;
  }
  const name = new URLSearchParams(await body(request)).get('name');
  const result = name in wishes.people
    ? { login: { accountId: name }, select_account: {} }
    : { error: 'access_denied', error_description: `Nobody here is called ${name}` };
  await provider.interactionFinished(request, response, result);
}

const serve = provider.callback();
server.on('request', async (request, response) => {
  try {
    if (request.url === '/wishes') {
      Object.assign(wishes, JSON.parse(await body(request)));
      response.end();
    } else if (request.url.startsWith('/interaction/')) {
      await interaction(request, response);
    } else {
      serve(request, response);
    }
  } catch (error) {
    console.error(error);
    response.statusCode = 500;
    response.end(String(error));
  }
});
process.stdin.on('end', () => process.exit()).resume();
console.log(`the OpenID provider listens on ${issuer}`);
