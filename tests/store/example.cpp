#include "tests/support/store_files.h"

/// Writes the example of the store's tests to the file that is its argument, for readers that are not ours.
int main(int count, char** arguments) {
  if (count != 2) return 2;
  const xil::FakeDataset dataset(10, 6);
  xil::example_run(dataset).commit(arguments[1]);
  return 0;
}
