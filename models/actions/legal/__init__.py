"""Legal periods: their start, their end and what a person enters about them. § 77b StGB, § 15 (4) AGG."""
