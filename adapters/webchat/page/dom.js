// el makes an element: el('p', {className: 'text'}, 'words', child, ...).
export function el(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== null));
  return node;
}
