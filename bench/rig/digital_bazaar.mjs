/**
 * npm @digitalbazaar/vc, measured: signs and verifies the badge in the file that is
 * named as the argument, and writes its figures to stdout. No network.
 *
 * {"document", "documents": {url: document}, "seed": [32 bytes], "seconds"}
 *   -> {"issue", "verify", "verify_with_status", "megabytes", "bytes"}   a second of processor time
 */
import {readFileSync} from 'node:fs';

import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';

const MULTIKEY = 'https://w3id.org/security/multikey/v1';
const {document, documents, seed, seconds} = JSON.parse(readFileSync(process.argv.at(-1), 'utf8'));

const key = await Ed25519Multikey.generate({seed: new Uint8Array(seed)});
const did = `did:key:${key.publicKeyMultibase}`;
key.id = `${did}#${key.publicKeyMultibase}`;
key.controller = did;

const method = {
  '@context': MULTIKEY, id: key.id, type: 'Multikey', controller: did,
  publicKeyMultibase: key.publicKeyMultibase
};
const controller = {
  '@context': ['https://www.w3.org/ns/did/v1', MULTIKEY], id: did,
  verificationMethod: [method], assertionMethod: [key.id]
};

async function documentLoader(url) {
  const found = {...documents, [key.id]: method, [did]: controller}[url];
  if(!found) {
    throw new Error(`${url} is not here, and nothing is fetched`);
  }
  return {contextUrl: null, documentUrl: url, document: found};
}

const signing = new DataIntegrityProof({signer: key.signer(), cryptosuite});
const checking = new DataIntegrityProof({cryptosuite});

async function issue(count) {
  const signed = [];
  for(let number = 0; number < count; ++number) {
    const id = `urn:uuid:00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
    signed.push(await vc.issue({
      credential: {...structuredClone(document), id}, suite: signing, documentLoader
    }));
  }
  return signed;
}

async function verify(credentials, status) {
  const how = {suite: checking, documentLoader};
  for(const credential of credentials) {
    const result = await vc.verifyCredential({
      credential, ...how,
      checkStatus: async options => status ?
        checkStatus({...options, ...how}) : {verified: true}
    });
    if(!result.verified) {
      throw new Error(JSON.stringify(result.error, null, 1));
    }
  }
}

/** One first, then batches of growing size until one takes long enough. */
async function rate(work) {
  await work(1);
  for(let count = 1; ;) {
    const before = process.cpuUsage();
    const answer = await work(count);
    const {user, system} = process.cpuUsage(before);
    const spent = Math.max((user + system) / 1e6, 1e-6);
    if(spent >= seconds) {
      return [count / spent, answer];
    }
    count = Math.max(count + 1, Math.min(count * 10, Math.floor(count * 1.2 * seconds / spent)));
  }
}

const [issued, signed] = await rate(issue);
const some = count => Array.from({length: count}, (_, number) => signed[number % signed.length]);
const [plain] = await rate(count => verify(some(count), false));
const [whole] = await rate(count => verify(some(count), true));
process.stdout.write(JSON.stringify({
  issue: issued, verify: plain, verify_with_status: whole,
  megabytes: process.resourceUsage().maxRSS * 1024 / 1e6,
  bytes: Buffer.byteLength(JSON.stringify(signed[0]))
}));
