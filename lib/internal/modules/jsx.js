// SPDX-License-Identifier: MIT
// JSX with the automatic runtime ("jsx": "react-jsx"): the front end writes $pj_jsx(runtime)(type, props, ...children).

const factories = new WeakMap(); // runtime -> function

function factoryOf(runtime) {
  let factory = factories.get(runtime);
  if (factory === undefined) {
    factory = (type, given, ...children) => {
      const { key, ...props } = given ?? {};
      if (children.length > 0) props.children = children.length === 1 ? children[0] : children;
      const make = children.length > 1 ? runtime.jsxs : runtime.jsx;
      return key === undefined ? make(type, props) : make(type, props, `${key}`);
    };
    factories.set(runtime, factory);
  }
  return factory;
}

module.exports = { factoryOf };
