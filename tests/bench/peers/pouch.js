// PouchDB as a workstation: puts documents into a local database, then sends them to a server.
//
//   node pouch.js FOLDER URL COUNT BATCH [durable] < one JSON document (its _id is added)
//
// BATCH documents travel at a time (100 unless PouchDB is told otherwise); `durable` has its store
// on the disk before it goes on.
//
// Prints {"seconds": …, "written": …} of the replication alone. `pouchdb` is looked for beside the
// folder that NODE_PATH names.
const PouchDB = require('pouchdb');

async function main(folder, url, count, batch, store) {
  let text = '';
  for await (const part of process.stdin) text += part;
  const document = JSON.parse(text);
  const local = new PouchDB(folder, store === 'durable' ? { db: require('./durable') } : {});
  const documents = [];
  for (let number = 0; number < count; number += 1) {
    documents.push({ ...document, _id: String(number).padStart(8, '0') });
  }
  await local.bulkDocs(documents);
  const remote = new PouchDB(url);
  await remote.info(); // makes the database, which is no part of the replication
  const begun = performance.now();
  const done = await local.replicate.to(remote, { batch_size: batch });
  const seconds = (performance.now() - begun) / 1000;
  console.log(JSON.stringify({ seconds, written: done.docs_written }));
}

const [folder, url, count, batch, store] = process.argv.slice(2);
main(folder, url, Number(count), Number(batch), store).catch((fault) => {
  console.error(fault);
  process.exit(1);
});
