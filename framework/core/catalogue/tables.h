#pragma once

// Everything that a run can choose by name, except strategies.
#include "framework/core/catalogue/datasets.h"
#include "framework/core/catalogue/explainers.h"
#include "framework/core/catalogue/models.h"
