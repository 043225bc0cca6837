// PouchDB as a workstation: puts documents into a local database, then sends them to a server.
//
//   node pouch.js FOLDER URL COUNT < one JSON document (its _id is added)
//
// Prints {"seconds": …, "written": …} of the replication alone. `pouchdb` is looked for beside the
// folder that NODE_PATH names.
const PouchDB = require('pouchdb');

async function main(folder, url, count) {
  let text = '';
  for await (const part of process.stdin) text += part;
  const document = JSON.parse(text);
  const local = new PouchDB(folder);
  const documents = [];
  for (let number = 0; number < count; number += 1) {
    documents.push({ ...document, _id: String(number).padStart(8, '0') });
  }
  await local.bulkDocs(documents);
  const remote = new PouchDB(url);
  await remote.info(); // makes the database, which is no part of the replication
  const begun = performance.now();
  const done = await local.replicate.to(remote);
  const seconds = (performance.now() - begun) / 1000;
  console.log(JSON.stringify({ seconds, written: done.docs_written }));
}

main(process.argv[2], process.argv[3], Number(process.argv[4])).catch((fault) => {
  console.error(fault);
  process.exit(1);
});
