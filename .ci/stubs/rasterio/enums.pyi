from enum import IntFlag

class MaskFlags(IntFlag):
    all_valid = 1
    per_dataset = 2
    alpha = 4
    nodata = 8
