/**
 * npm @digitalbazaar/vc-bitstring-status-list, measured: makes the status list credential of the
 * bits in the file that is named second, signs it with @digitalbazaar/vc, and looks entries up.
 * Writes its figures to stdout. No network.
 *
 * {"documents": {url: document}, "seed": [32 bytes], "seconds", "url", "purpose", "size"}
 *   -> {"sign", "look_up": seconds of processor time each, "megabytes", "letters"}
 */
import {readFileSync} from 'node:fs';

import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {createCredential, createList, decodeList} from '@digitalbazaar/vc-bitstring-status-list';

const [request, bits] = process.argv.slice(-2);
const {documents, seed, seconds, url, purpose, size} = JSON.parse(readFileSync(request, 'utf8'));
const raw = readFileSync(bits);

const key = await Ed25519Multikey.generate({seed: new Uint8Array(seed)});
const did = `did:key:${key.publicKeyMultibase}`;
key.id = `${did}#${key.publicKeyMultibase}`;
key.controller = did;

async function documentLoader(asked) {
  const found = documents[asked];
  if(!found) {
    throw new Error(`${asked} is not here, and nothing is fetched`);
  }
  return {contextUrl: null, documentUrl: asked, document: found};
}

const suite = new DataIntegrityProof({signer: key.signer(), cryptosuite});
const list = await createList({length: size});
for(let index = 0; index < size; ++index) {
  if(raw[index >> 3] & (0x80 >> (index & 7))) {
    list.setStatus(index, true);
  }
}

async function sign() {
  const credential = await createCredential({id: url, list, statusPurpose: purpose});
  credential.issuer = did;
  return vc.issue({credential, suite, documentLoader});
}

async function timed(work) {
  await work();
  let count = 0, spent = 0, answer;
  while(spent < seconds || !count) {
    const before = process.cpuUsage();
    answer = await work();
    const {user, system} = process.cpuUsage(before);
    spent += (user + system) / 1e6;
    ++count;
  }
  return [spent / count, answer];
}

const [signing, signed] = await timed(sign);
const {encodedList} = signed.credentialSubject;
const [lookingUp, found] = await timed(async () => {
  const read = await decodeList({encodedList});
  return read.getStatus(size - 1);
});
if(found !== Boolean(raw[raw.length - 1] & 1)) {
  throw new Error('the list does not say what was put in');
}
process.stdout.write(JSON.stringify({
  sign: signing, look_up: lookingUp, letters: encodedList.length,
  megabytes: process.resourceUsage().maxRSS * 1024 / 1e6
}));
