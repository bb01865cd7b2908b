/**
 * The same questions as peer.mjs, answered by LearnCard's DIDKit: Rust (the ssi libraries) compiled
 * to WebAssembly, with a JSON-LD processor and a canonicalizer of its own. No network.
 *
 * {"do": "verify", "credential": {...} | token, "documents": {url: document}}
 *   -> {"verified": bool, "error": text}
 * {"do": "sign", "credential": {...}, "as": "eddsa-rdfc-2022" | "Ed25519Signature2020" | "jwt"}
 *   -> {"credential": {...} | token}
 */
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';

const DIST = new URL('node_modules/@learncard/didkit-plugin/dist/', import.meta.url);
// The plugin's frame would fetch its WebAssembly from a server; the binding beside it takes bytes.
const didkit = await import(new URL('didkit_wasm.js', DIST));
didkit.initSync({module: readFileSync(new URL('didkit_wasm_bg.wasm', DIST))});

/** It wants each document as text. */
const mapped = documents => JSON.stringify(Object.fromEntries(
  Object.entries(documents).map(([url, document]) => [url, JSON.stringify(document)])));

async function verify({credential, documents = {}}) {
  const token = typeof credential === 'string';
  const result = JSON.parse(await didkit.verifyCredential(
    token ? credential : JSON.stringify(credential),
    JSON.stringify(token ? {proofFormat: 'jwt'} : {}), mapped(documents)));
  const verified = result.errors.length === 0 && result.checks.includes('proof');
  return {verified, error: result.errors.join('; ')};
}

async function sign({credential, as, documents = {}}) {
  const key = didkit.generateEd25519KeyFromBytes(crypto.getRandomValues(new Uint8Array(32)));
  const did = didkit.keyToDID('key', key);
  const options = {
    verificationMethod: await didkit.keyToVerificationMethod('key', key),
    proofPurpose: 'assertionMethod',
    ...(as === 'jwt' ? {proofFormat: 'jwt'} :
      as === 'Ed25519Signature2020' ? {type: as} :
        {type: 'DataIntegrityProof', cryptosuite: as})
  };
  const issuer = {...credential.issuer, id: did};
  const signed = await didkit.issueCredential(
    JSON.stringify({...credential, issuer}), JSON.stringify(options), key, mapped(documents));
  return {credential: as === 'jwt' ? signed : JSON.parse(signed)};
}

for await (const line of createInterface({input: process.stdin})) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = request.do === 'sign' ? await sign(request) : await verify(request);
  } catch(error) {
    answer = {verified: false, error: String(error?.message ?? error)};
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
