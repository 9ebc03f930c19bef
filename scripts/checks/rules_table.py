"""All rules that need no compiler."""

import coroutines
import floors
import layout
import traps

RULES = [*floors.RULES, *traps.RULES, *coroutines.RULES, *layout.RULES]
