let fine = 1;
let a b;
