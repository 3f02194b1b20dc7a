#include "experiments/command_line/forked_worker.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>

#include "framework/core/base/error.h"

namespace xil {
namespace {

TEST(ForkedWorker, PreparesOnceAndWorksInAProcessOfItsOwn) {
  const pid_t here = getpid();
  int prepared = 0;
  const ForkedWorker worker([&]() -> ForkedWorker::Work {
    ++prepared;
    return [&prepared, here, times = std::make_shared<int>(0)] {
      require(prepared == 1 && getpid() != here && ++*times < 3, "prepared {} times, worked {} times", prepared,
              *times);
    };
  });
  worker.run();
  worker.run();
  EXPECT_EQ(prepared, 0) << "in this process";
  try {
    worker.run();
    FAIL() << "the third work did not fail";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "prepared 1 times, worked 3 times");
  }
}

TEST(ForkedWorker, SaysSoWhenItsProcessIsGone) {
  const ForkedWorker worker([]() -> ForkedWorker::Work { return [] { _exit(3); }; });
  EXPECT_THROW(worker.run(), Error);
  EXPECT_THROW(worker.run(), Error);
}

}  // namespace
}  // namespace xil
