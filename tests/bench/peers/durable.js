// LevelDB that is on the disk before it says so, as a backend of PouchDB and of its server: by
// itself neither of them asks for that.
const leveldown = require('leveldown');

function durable(location) {
  const store = leveldown(location);
  for (const name of ['_put', '_del', '_batch']) {
    const write = store[name];
    store[name] = function (...values) {
      const options = values.length - 2;
      values[options] = { ...values[options], sync: true };
      return write.apply(this, values);
    };
  }
  return store;
}

durable.destroy = leveldown.destroy;
durable.repair = leveldown.repair;

module.exports = durable;
