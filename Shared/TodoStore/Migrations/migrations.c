#include "TodoStoreMigrations.h"
